// Stand-in for style and image imports, which jest does not bundle.
module.exports = {};
