export { ScoresPage } from "./ScoresPage";
