export { NewProjectPage } from "./NewProjectPage";
