export { BiasPage } from "./BiasPage";
