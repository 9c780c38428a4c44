export { PlannerPage } from "./PlannerPage";
