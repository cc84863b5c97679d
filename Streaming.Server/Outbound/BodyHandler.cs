using System.Buffers;

namespace Streaming.Server.Outbound;

/// <summary>
/// Reads the body of another server's response, up to the size limit of the outbound call. The time limit of the call also applies while
/// the body is read.
/// </summary>
internal sealed class BodyHandler(TimeProvider time) : DelegatingHandler
{
    private const int LeastRead = 4_096;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken);
        try
        {
            var call = OutboundCall.Of(request);
            (call.Body, call.IsTruncated) = call.MaxBodyWait is { } wait
                ? await TryReadAsync(response.Content, call.MaxResponseBytes, wait, cancellationToken)
                : await ReadAsync(response.Content, call.MaxResponseBytes, cancellationToken);
            return response;
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }

    // Reads the body of a response within a time limit. If the body does not arrive in time, the call succeeds with the part that has
    // arrived. The status has already arrived, so the other server has processed the request.
    private async Task<(ReadOnlyMemory<byte> Body, bool IsTruncated)> TryReadAsync(
        HttpContent content, int limit, TimeSpan wait, CancellationToken cancellation)
    {
        using var enough = new CancellationTokenSource(wait, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(enough.Token, cancellation);
        var body = new ArrayBufferWriter<byte>();
        try
        {
            await ReadAsync(content, body, limit, either.Token);
            return Result(body, limit);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or HttpRequestException)
        {
            return (Result(body, limit).Body, IsTruncated: true);
        }
    }

    private static async Task<(ReadOnlyMemory<byte> Body, bool IsTruncated)> ReadAsync(
        HttpContent content, int limit, CancellationToken cancellation)
    {
        var body = new ArrayBufferWriter<byte>();
        await ReadAsync(content, body, limit, cancellation);
        return Result(body, limit);
    }

    private static async Task ReadAsync(HttpContent content, ArrayBufferWriter<byte> body, int limit, CancellationToken cancellation)
    {
        await using var stream = await content.ReadAsStreamAsync(cancellation);
        // Reads at most one byte more than the limit, in order to find out whether the body exceeds the limit.
        while (limit + 1 - body.WrittenCount is > 0 and var room)
        {
            var memory = body.GetMemory(Math.Min(room, LeastRead));
            var read = await stream.ReadAsync(memory[..Math.Min(memory.Length, room)], cancellation);
            if (read == 0)
                break;
            body.Advance(read);
        }
    }

    private static (ReadOnlyMemory<byte> Body, bool IsTruncated) Result(ArrayBufferWriter<byte> body, int limit) =>
        (body.WrittenMemory[..Math.Min(limit, body.WrittenCount)], body.WrittenCount > limit);
}
