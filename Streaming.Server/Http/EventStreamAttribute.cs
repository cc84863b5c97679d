using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Http;

/// <summary>
/// Marks an action whose messages are sent as an event stream (<c>text/event-stream</c>), even if the client's header <c>Accept</c> names
/// other media types.
/// </summary>
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
        // Ignores the client's Accept header: an event stream is more useful than an error to a client that asks for JSON.
        context.HttpContext.Request.Headers.Accept = MediaType;
        base.OnResultExecuting(context);
    }
}
