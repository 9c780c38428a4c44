export { RatersPage } from "./RatersPage";
