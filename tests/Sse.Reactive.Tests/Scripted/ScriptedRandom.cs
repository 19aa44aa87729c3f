namespace Sse.Reactive.Tests.Scripted;

/// <summary>Returns given random numbers, and throws when they are used up.</summary>
internal sealed class ScriptedRandom(params double[] draws) : Random
{
    private readonly Queue<double> _draws = new(draws);

    public override double NextDouble() => _draws.Dequeue();
}
