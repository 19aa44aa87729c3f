using System.Text;
using Quickstart;

Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
return await StreamViewer.RunAsync(args[0], type: null, CancellationToken.None);
