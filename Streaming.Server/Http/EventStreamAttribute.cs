using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Http;

/// <summary>The action's messages are sent as <c>text/event-stream</c>, whatever the client accepts.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class EventStreamAttribute : ProducesAttribute, IStreamMetadata
{
    public const string MediaType = "text/event-stream";

    public EventStreamAttribute()
        : base(MediaType)
    {
        Type = typeof(IAsyncEnumerable<Message>);
    }

    public override void OnResultExecuting(ResultExecutingContext context)
    {
        // The path decides, without negotiation: events are more useful to a client that asks for JSON than an error.
        context.HttpContext.Request.Headers.Accept = MediaType;
        base.OnResultExecuting(context);
    }
}
