using System.Text;
using Quickstart;

Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
return await Watch.RunAsync(args[0], type: null, CancellationToken.None);
