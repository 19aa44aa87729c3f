namespace Sse.Reactive.Testing;

/// <summary>An operator, drawn as a box.</summary>
internal sealed record OperatorRow(string Name) : PictureRow
{
    public override string Text => Name;
}
