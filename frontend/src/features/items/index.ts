export { ItemPage } from "./ItemPage";
export { ItemsPage } from "./ItemsPage";
