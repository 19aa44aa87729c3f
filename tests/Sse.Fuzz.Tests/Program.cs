using SharpFuzz;
using Sse.Fuzz.Tests;

// Sse.Fuzz.Tests run TARGET              runs a target on the inputs that afl-fuzz sends
//                unpack TARGET FOLDER    writes the inputs of the corpus as files
//                pack FILE FOLDER...     writes a corpus with the inputs in these folders
//                replay TARGET FILE...   runs a target on inputs, and prints what is wrong
switch (args)
{
    case ["run", var name]:
        var target = Targets.All[name];
        var buffer = new byte[1 << 20];
        Fuzzer.OutOfProcess.Run(stream => target(buffer.AsSpan(0, stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false))));
        return 0;

    case ["unpack", var name, var folder]:
        Directory.CreateDirectory(folder);
        foreach (var (index, input) in Corpus.Read(name).Index())
        {
            File.WriteAllBytes(Path.Combine(folder, $"{index:0000}"), input);
        }

        return 0;

    case ["pack", var file, .. var folders]:
        Corpus.Write(file, folders.SelectMany(Directory.GetFiles).Select(File.ReadAllBytes));
        return 0;

    case ["replay", var name, .. var files]:
        var broken = 0;
        foreach (var file in files)
        {
            var input = File.ReadAllBytes(file);
            try
            {
                Targets.All[name](input);
            }
            catch (Exception error)
            {
                broken++;
                Console.WriteLine($"{file}: {Corpus.Escape(input)}\n{error}");
            }
        }

        return broken == 0 ? 0 : 1;

    default:
        Console.Error.WriteLine($"The targets are {string.Join(", ", Targets.All.Keys)}.");
        return 2;
}
