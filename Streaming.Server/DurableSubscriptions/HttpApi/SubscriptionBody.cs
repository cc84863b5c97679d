using System.Text.Json;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Text;
using Streaming.Server.Http;

namespace Streaming.Server.DurableSubscriptions.HttpApi;

/// <summary>
/// Reads the JSON bodies of requests of the Durable Streams protocol. Unknown properties are ignored, because later versions of the
/// protocol may add properties.
/// </summary>
internal static class SubscriptionBody
{
    private const int MaxBytes = 4 << 20;

    private static readonly JsonSerializerOptions s_options = new(JsonSerializerDefaults.Web) { AllowDuplicateProperties = false };

    /// <summary>Reads and parses the body of a request. An empty body counts as an empty object.</summary>
    /// <exception cref="RefusalException">The body is too large, or does not have the expected form.</exception>
    public static async ValueTask<T> ReadAsync<T>(HttpRequest request, string shape, CancellationToken cancellationToken)
    {
        var body = await BodyReader.ReadAsync(request, RefuseLarge, cancellationToken);
        return Parse<T>(body.IsEmpty ? "{}"u8 : body.Span, shape);
    }

    private static T Parse<T>(ReadOnlySpan<byte> body, string shape)
    {
        WellFormedJson.Check(body, "The body");
        JsonDepth.Check(body, "The body", JsonDepth.BodyLimit);
        try
        {
            return JsonSerializer.Deserialize<T>(body, s_options)
                ?? throw SubscriptionRefusal.Invalid($"The body is null. Send {shape}.");
        }
        catch (JsonException e)
        {
            throw SubscriptionRefusal.Invalid(
                $"The body is not valid: {JsonErrorExplainer.Explain(e, typeof(T), s_options)} Send {shape}.");
        }
    }

    private static void RefuseLarge(long bytes)
    {
        if (bytes > MaxBytes)
            throw new RefusalException(
                RefusalReason.TooLarge, $"The body is larger than the limit of {MaxBytes} bytes; send less.");
    }
}
