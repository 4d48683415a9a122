// What makes a lesson more comfortable. Pages read without it.
(() => {
})();
