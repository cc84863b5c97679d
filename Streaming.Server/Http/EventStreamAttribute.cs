using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Http;

/// <summary>The action's messages go out as <c>text/event-stream</c>, whatever else the client would take.</summary>
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
        // Decided by the address, not negotiated: a client that asks it for JSON is better served with events than with an error.
        context.HttpContext.Request.Headers.Accept = MediaType;
        base.OnResultExecuting(context);
    }
}
