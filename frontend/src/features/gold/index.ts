export { GoldPage } from "./GoldPage";
