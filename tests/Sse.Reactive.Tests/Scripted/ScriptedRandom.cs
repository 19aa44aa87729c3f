namespace Sse.Reactive.Tests.Scripted;

/// <summary>Chance that is known beforehand; asked once too often, it throws.</summary>
internal sealed class ScriptedRandom(params double[] draws) : Random
{
    private readonly Queue<double> _draws = new(draws);

    public override double NextDouble() => _draws.Dequeue();
}
