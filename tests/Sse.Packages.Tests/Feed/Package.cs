using System.IO.Compression;
using System.Xml.Linq;

namespace Sse.Packages.Tests;

/// <summary>The content of a package.</summary>
internal sealed class Package
{
    private readonly Dictionary<string, byte[]> _files;

    public Package(string path)
    {
        Path = path;
        using var archive = ZipFile.OpenRead(path);
        _files = archive.Entries.ToDictionary(e => e.FullName, Read, StringComparer.Ordinal);
        var manifest = XDocument.Parse(Text(_files.Keys.Single(name => name.EndsWith(".nuspec", StringComparison.Ordinal))));
        Metadata = manifest.Root!.Elements().Single();
    }

    public string Path { get; }

    public string Id => this["id"]!;

    public string Version => this["version"]!;

    /// <summary>The assemblies in <c>lib</c>, without symbols.</summary>
    public IEnumerable<string> Assemblies =>
        _files.Keys.Where(name => name.StartsWith("lib/", StringComparison.Ordinal) && name.EndsWith(".dll", StringComparison.Ordinal));

    public IEnumerable<string> Files => _files.Keys;

    /// <summary>The symbol package.</summary>
    public Package Symbols => new(System.IO.Path.ChangeExtension(Path, ".snupkg"));

    /// <summary>The dependencies, one line each, with the target framework.</summary>
    public IEnumerable<string> Dependencies =>
        from target in Elements("dependencies").Elements().OrderBy(
            target => (string?)target.Attribute("targetFramework"), StringComparer.Ordinal)
        from dependency in target.Elements().DefaultIfEmpty()
        select $"{Id} {(string?)target.Attribute("targetFramework")}: {(dependency is null ? "nothing" : Describe(dependency))}";

    public XElement Metadata { get; }

    public string? this[string element] => Elements(element).SingleOrDefault()?.Value;

    public byte[] Bytes(string name) => _files[name];

    public string Text(string name) => new StreamReader(new MemoryStream(_files[name])).ReadToEnd();

    public IEnumerable<XElement> Elements(string name) => Metadata.Elements(Metadata.Name.Namespace + name);

    public override string ToString() => Id;

    private string Describe(XElement dependency)
    {
        // Packages of this repository depend on exactly the same version.
        var version = ((string)dependency.Attribute("version")!).Replace(Version, "this version", StringComparison.Ordinal);
        var excluded = ((string?)dependency.Attribute("exclude") ?? "").Split(',');
        return $"{(string)dependency.Attribute("id")!} {version}{(excluded.Contains("Compile") ? ", runtime only" : "")}";
    }

    private static byte[] Read(ZipArchiveEntry entry)
    {
        using var content = entry.Open();
        using var bytes = new MemoryStream();
        content.CopyTo(bytes);
        return bytes.ToArray();
    }
}
