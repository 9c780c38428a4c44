export { LiveAbPage } from "./LiveAbPage";
