/**
 * Names the person for whom a page was made (URI-encoded) in each request of that page. Somebody else may have signed in
 * to the same browser since, in another tab: what the page does must not be done in their name.
 */
export const PERSON_HEADER = "x-person";

/** In the answer's header of the same name: the request's session is somebody else's. */
export const OTHER_PERSON = "other";
