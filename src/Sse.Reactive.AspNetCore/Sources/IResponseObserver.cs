namespace Sse.Reactive.AspNetCore;

/// <summary>The observer of a response, to which a topic can write without it.</summary>
internal interface IResponseObserver
{
    ITopicClient AsTopicClient();
}
