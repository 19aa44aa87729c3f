using System.ComponentModel;
using System.Reactive.Linq;

namespace Sse.Docs.Tests;

#region UiViewModel
public sealed class PricesViewModel : INotifyPropertyChanged, IDisposable
{
    private readonly IDisposable _subscription;

    // Call it on the UI thread, whose context receives the boards.
    public PricesViewModel(Uri uri) => _subscription = SseObservable.Signals(uri)
        .Scan(new Board(), (board, signal) => board.After(signal))
        .Materialize() // an error and the end become values, which are shown too
        .Scan(new Board(), (board, next) => next.HasValue ? next.Value : board.End(next.Exception))
        .Sample(TimeSpan.FromMilliseconds(100))
        .ObserveOn(SynchronizationContext.Current!)
        .Subscribe(board =>
        {
            Board = board;
            PropertyChanged?.Invoke(this, new(nameof(Board)));
        });

    public event PropertyChangedEventHandler? PropertyChanged;

    public Board Board { get; private set; } = new();

    // Call it when the page leaves: the connection is closed.
    public void Dispose() => _subscription.Dispose();
}
#endregion
