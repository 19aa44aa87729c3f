using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;

namespace Sse.Tests.Shared;

/// <summary>The public surface of an assembly as text, to be compared with a golden file: a change of surface is seen in review.</summary>
internal static class PublicApi
{
    /// <summary>Compares, and leaves what it found beside the test assembly, to be copied over the golden file if the change is meant.</summary>
    public static void AssertMatches(Assembly assembly, string goldenFile)
    {
        var found = Describe(assembly);
        File.WriteAllText(Path.Combine(TestContext.CurrentContext.TestDirectory, Path.ChangeExtension(Path.GetFileName(goldenFile), ".found.txt")), found);
        Assert.That(found, Is.EqualTo(File.ReadAllText(goldenFile)), "The public API differs. If that is meant, copy the .found.txt over the golden file.");
    }

    private static string Describe(Assembly assembly)
    {
        var text = new StringBuilder();
        foreach (var type in assembly.GetExportedTypes().OrderBy(t => t.FullName, StringComparer.Ordinal))
        {
            text.Append(Kind(type)).Append(' ').Append(Name(type)).Append('\n');
            const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
            foreach (var line in type.GetMembers(Declared).Where(IsVisible).Select(Describe).Order(StringComparer.Ordinal))
            {
                text.Append("    ").Append(line).Append('\n');
            }
        }

        return text.ToString();
    }

    private static string Kind(Type type) =>
        type.IsEnum ? "enum"
        : typeof(Delegate).IsAssignableFrom(type) ? "delegate"
        : type.IsInterface ? "interface"
        : type.IsByRefLike ? "ref struct"
        : type.IsValueType ? "struct"
        : type is { IsAbstract: true, IsSealed: true } ? "static class"
        : type.IsAbstract ? "abstract class"
        : type.IsSealed ? "sealed class" : "class";

    private static bool IsVisible(MemberInfo member) => member switch
    {
        // What the compiler writes for records says nothing about what was meant.
        _ when member.IsDefined(typeof(CompilerGeneratedAttribute)) && member is not MethodBase { IsSpecialName: true } => false,
        MethodBase { IsSpecialName: true, IsConstructor: false } => false,
        MethodBase method => method.IsPublic || method.IsFamily,
        FieldInfo field => field is { IsPublic: true, IsSpecialName: false },
        PropertyInfo property => property.GetMethod is { IsPublic: true } or { IsFamily: true },
        EventInfo => true,
        _ => false,
    };

    private static string Describe(MemberInfo member) => member switch
    {
        ConstructorInfo constructor => $"new({Parameters(constructor)})",
        MethodInfo method => $"{(method.IsStatic ? "static " : "")}{Name(method.ReturnType)} {method.Name}{Generic(method)}({Parameters(method)})",
        PropertyInfo property => $"{(property.GetMethod!.IsStatic ? "static " : "")}{Name(property.PropertyType)} {property.Name} {{ get; {(property.SetMethod is { IsPublic: true } ? "init; " : "")}}}",
        FieldInfo field => $"{(field.IsLiteral ? "const " : "")}{Name(field.FieldType)} {field.Name}",
        _ => member.ToString()!,
    };

    private static string Generic(MethodInfo method) =>
        method.IsGenericMethod ? $"<{string.Join(", ", method.GetGenericArguments().Select(a => a.Name))}>" : "";

    private static string Parameters(MethodBase method) =>
        string.Join(", ", method.GetParameters().Select(p => $"{(p.IsOut ? "out " : p.ParameterType.IsByRef ? "ref " : "")}{Name(p.ParameterType)} {p.Name}{(p.IsOptional ? " = default" : "")}"));

    private static string Name(Type type)
    {
        if (type.IsByRef)
        {
            return Name(type.GetElementType()!);
        }

        var name = (type.IsNested && !type.IsGenericParameter ? $"{Name(type.DeclaringType!)}." : "") + type.Name.Split('`')[0];
        return type.IsGenericType ? $"{name}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>" : name;
    }
}
