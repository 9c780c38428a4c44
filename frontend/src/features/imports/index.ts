export { ImportsPage } from "./ImportsPage";
