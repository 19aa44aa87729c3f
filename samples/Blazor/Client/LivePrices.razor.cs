using System.Reactive.Concurrency;
using Microsoft.AspNetCore.Components;

namespace Blazor.Client;

/// <summary>Shows a stream of prices while it is on a page. Works the same in WebAssembly and on the server.</summary>
public sealed partial class LivePrices
{
    private IDisposable? _subscription;
    private PriceBoard _board = PriceBoard.Empty;
    private int _drawn;

    /// <summary>The stream's URL.</summary>
    [Parameter]
    [EditorRequired]
    public required string Url { get; set; }

    /// <summary>Whether the last event ID is sent in the query, which needs no permission of another origin's server.</summary>
    [Parameter]
    public bool IdInQuery { get; set; } = true;

    /// <summary>Leaving the page disposes the component, which closes the connection.</summary>
    public void Dispose() => _subscription?.Dispose();

    /// <summary>Connects here and not in <c>OnInitialized</c>, which also runs while a page is only prerendered.</summary>
    protected override void OnAfterRender(bool firstRender)
    {
        if (firstRender)
        {
            var options = new SseOptions { Logger = Logger, LastEventIdParameter = IdInQuery ? "lastEventId" : null };
            _subscription = PriceFeed.Boards(SseObservable.Signals(Url, options), DefaultScheduler.Instance)
                .Subscribe(board => _ = InvokeAsync(() => Show(board)));
        }
    }

    private void Show(PriceBoard board)
    {
        _board = board;
        _drawn++;
        StateHasChanged();
    }
}
