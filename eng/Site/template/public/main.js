export default {
  configureHljs: hljs => hljs.configure({ languages: [] }), // blocks that name no language are not highlighted as a guess
};
