using System.Reactive.Linq;
using Microsoft.AspNetCore.Components;

namespace Sse.Docs.Tests;

#region UiComponent
public sealed partial class Prices : ComponentBase, IDisposable
{
    private IDisposable? _subscription;
    private Board _board = new();

    [Parameter, EditorRequired]
    public required string Url { get; set; }

    public void Dispose() => _subscription?.Dispose();

    protected override void OnAfterRender(bool firstRender)
    {
        if (firstRender)
        {
            _subscription = SseObservable.Signals(Url)
                .Scan(new Board(), (board, signal) => board.After(signal))
                .Materialize()
                .Scan(new Board(), (board, next) => next.HasValue ? next.Value : board.End(next.Exception))
                .Sample(TimeSpan.FromMilliseconds(100))
                .Subscribe(board => _ = InvokeAsync(() =>
                {
                    _board = board;
                    StateHasChanged();
                }));
        }
    }
}
#endregion

/// <summary>What the compiler makes of the component's markup.</summary>
public sealed partial class Prices
{
    protected override void BuildRenderTree(Microsoft.AspNetCore.Components.Rendering.RenderTreeBuilder builder) =>
        builder.AddContent(0, $"{_board.Status}: {_board.Price}");
}
