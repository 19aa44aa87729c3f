namespace Sse.Reactive.Testing;

/// <summary>A row of a picture.</summary>
internal abstract record PictureRow
{
    /// <summary>The row as text, for the description.</summary>
    public abstract string Text { get; }
}
