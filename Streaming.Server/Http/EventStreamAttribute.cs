using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Http;

/// <summary>
/// Marks an action that sends its messages as an event stream (<c>text/event-stream</c>), even if the client's header <c>Accept</c> names
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
        // Replaces the client's header Accept, so that a client that requests JSON receives an event stream and not an error.
        context.HttpContext.Request.Headers.Accept = MediaType;
        base.OnResultExecuting(context);
    }
}
