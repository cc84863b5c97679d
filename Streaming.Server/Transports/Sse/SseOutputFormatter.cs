using System.Buffers;
using System.Text;
using Microsoft.AspNetCore.Mvc.Formatters;
using Microsoft.Extensions.Options;
using Streaming.Server.Access.Connections;
using Streaming.Server.Access.Streams;
using Streaming.Server.Core.Messages;
using Streaming.Server.Fanout;
using Streaming.Server.Fanout.Direct;
using Streaming.Server.Fanout.Writers;
using Streaming.Server.Http;
using Streaming.Server.Http.Rows;
using Streaming.Server.Rooms;

namespace Streaming.Server.Transports.Sse;

/// <summary>
/// Writes messages to the response as server-sent events. An event stream of one topic is passed to the fan-out (the part of the server
/// that sends messages to subscribers), and so is one of several topics. Messages from any other source are written as they arrive.
/// </summary>
internal sealed class SseOutputFormatter : OutputFormatter
{
    public const string MediaType = EventStreamAttribute.MediaType;

    public SseOutputFormatter() => SupportedMediaTypes.Add(MediaType);

    public override Task WriteResponseBodyAsync(OutputFormatterWriteContext context)
    {
        var http = context.HttpContext;
        if (http.Response.StatusCode == StatusCodes.Status204NoContent)
        {
            http.Response.ContentType = null;
            return Task.CompletedTask;
        }

        EventStreamResponse.Prepare(http);
        if (HttpMethods.IsHead(http.Request.Method))
            return Task.CompletedTask;
        return context.Object switch
        {
            OpenedStream stream => DeliverAsync(http, stream),
            _ => LeaseAndWriteAsync(http, (IAsyncEnumerable<Message>)context.Object!),
        };
    }

    protected override bool CanWriteType(Type? type) => typeof(IAsyncEnumerable<Message>).IsAssignableFrom(type);

    private static async Task DeliverAsync(HttpContext http, OpenedStream stream)
    {
        var services = http.RequestServices;
        var isChunked = HttpProtocol.IsHttp11(http.Request.Protocol);
        var direct = DirectConnection.Of(http);
        if (isChunked)
            http.Response.Headers.TransferEncoding = "chunked";
        // The server closes the connection at the end of the stream, but does not announce this with the header 'Connection: close'. With
        // this header, Node would treat an incomplete body as a complete one.
        if (direct is not null)
            http.Response.Headers.KeepAlive = "timeout=1";

        var preamble = SsePreamble.Of(
            services.GetRequiredService<IOptions<SseOptions>>().Value, new EventIds(stream.Subscription).Start);
        await http.Response.StartAsync();
        http.Response.BodyWriter.Write(isChunked ? SseChunkFormat.Chunk(preamble) : preamble);
        await http.Response.BodyWriter.FlushAsync();

        if (stream.Subscription.IsComposite)
        {
            await DeliverTopicsAsync(http, direct, stream, isChunked);
            return;
        }

        var protocols = services.GetRequiredService<SseProtocols>();
        var (reader, lease) = stream.HandOver();
        await ResponseHandOver.RunAsync(http, direct, isChunked ? protocols.Chunked : protocols.Plain, reader, lease, stream);
    }

    private static async Task DeliverTopicsAsync(HttpContext http, DirectConnection? direct, OpenedStream stream, bool isChunked)
    {
        var sender = http.RequestServices.GetRequiredService<CompositeEventSender>();
        var id = Encoding.ASCII.GetBytes(CompositePosition.Format(stream.Subscription.Readers.Select(
            static reader => KeyValuePair.Create(reader.Topic.Name, reader.ResumePosition))));
        var (readers, lease) = stream.HandOverAll();
        var start = new CompositeEventStart(readers, lease!, id, isChunked);
        if (direct is null)
        {
            await sender.RunAsync(new PipeConnectionWriter(http.Response.BodyWriter, http.Abort), start, stream, http.RequestAborted);
            return;
        }

        DirectConnection.EndHttpAfter(http);
        direct.HandOverTo(connection => sender.RunAsync(new SocketConnectionWriter(connection), start, stream, connection.Closed));
    }

    // Writes messages that an action has returned without a stream lease (the right to keep one stream open). First opens the lease.
    private static async Task LeaseAndWriteAsync(HttpContext http, IAsyncEnumerable<Message> messages)
    {
        using var lease = http.OpenStream(http.GetStreamTopics());
        using var listed = RequestConnection.Begin(http, ConnectionTransports.Sse, http.GetStreamTopics());
        await WriteAsync(http, messages, lease);
    }

    private static Task WriteAsync(HttpContext http, IAsyncEnumerable<Message> messages, StreamLease lease) =>
        EventStreamResponse.RunAsync(http, lease, async (heartbeat, ending) =>
        {
            var services = http.RequestServices;
            await using var events = new MessageEvents(
                messages, http.Response.BodyWriter, services.GetRequiredService<IOptions<SseOptions>>().Value,
                services.GetRequiredService<ConnectionMetrics>());
            await new SequenceWriter<Message>(events, http.Response, heartbeat).RunAsync(messages, ending);
        });
}
