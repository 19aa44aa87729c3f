namespace Pictures.Drawings;

/// <summary>A row of the server's benchmark.</summary>
/// <param name="Subscribers">The number of subscribers.</param>
/// <param name="Payload"><c>json</c> or <c>strings</c>.</param>
/// <param name="Pace"><c>saturated</c> or <c>one at a time</c>.</param>
/// <param name="Rate">The topic's deliveries per second, divided by the platform's.</param>
/// <param name="Cpu">The platform's CPU time per delivery, divided by the topic's.</param>
public sealed record ServerResult(int Subscribers, string Payload, string Pace, double Rate, double Cpu);
