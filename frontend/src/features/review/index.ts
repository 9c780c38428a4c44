export { ReviewDeskPage } from "./desk/ReviewDeskPage";
export { ReviewPage } from "./ReviewPage";
