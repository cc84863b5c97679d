using System.Buffers;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;
using Streaming.Server.Access.Authorization;
using Streaming.Server.Access.Tokens;
using Streaming.Server.Core.Messages;
using Streaming.Server.Http;
using Streaming.Server.Publishing;

namespace Streaming.Server.Transports.HttpApi;

/// <summary>
/// Reads the caller and the messages of a plain publish. Returns null if the endpoint must handle the request: because it is refused, or
/// because its body has not arrived yet. The request is then unchanged.
/// </summary>
internal sealed class PlainPublishReader(
    CallerResolver callers, TokenValidator tokens, Publisher publisher, IOptions<PublishingOptions> options)
{
    /// <summary>Returns the caller of a request; null if the token of the request is not valid.</summary>
    public ValueTask<Caller?> ReadCallerAsync(HttpContext http) =>
        http.Request.Headers.Authorization.Count == 0 ? ValueTask.FromResult<Caller?>(callers.WithoutToken(http)) : ReadTokenAsync(http);

    /// <summary>Returns the messages of a request; null if the body is not complete, or is refused.</summary>
    public IReadOnlyList<NewMessage>? ReadMessages(HttpContext http, in PlainPublish publish)
    {
        if (publish.Length > (publish.IsJson ? options.Value.MaxBatchBytes : publisher.MaxMessageBytes(publish.Topic))
            || http.Features.Get<IHttpMaxRequestBodySizeFeature>()?.MaxRequestBodySize < publish.Length)
            return null;
        var reader = http.Request.BodyReader;
        if (!reader.TryRead(out var read))
            return null;
        var messages = read is { IsCompleted: true, IsCanceled: false } ? Parse(read.Buffer, publish) : null;
        // If the endpoint handles the request, it reads the whole body again.
        reader.AdvanceTo(messages is null ? read.Buffer.Start : read.Buffer.End);
        return messages;
    }

    private async ValueTask<Caller?> ReadTokenAsync(HttpContext http)
    {
        try
        {
            return AccessMiddleware.HeaderToken(http) is { } token
                ? await tokens.CheckAsync(token, callers.CountedAddress(http)) : null;
        }
        catch (RefusalException)
        {
            return null;
        }
    }

    private IReadOnlyList<NewMessage>? Parse(in ReadOnlySequence<byte> received, in PlainPublish publish)
    {
        var body = BodyReader.WithoutByteOrderMark(received.IsSingleSegment ? received.First : received.ToArray());
        if (body.IsEmpty)
            return null;
        try
        {
            if (publish.IsJson)
                return JsonMessages.ReadBody(body, defaultType: null, defaultSender: null, options.Value.MaxBatchMessages);
            if (publish.IsForm)
                FormText.RefuseEncoded(body.Span);
            return [NewMessage.Text(body.Span)];
        }
        catch (RefusalException)
        {
            return null;
        }
    }
}
