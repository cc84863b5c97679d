using System.Buffers;
using System.Security.Cryptography;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Webhooks.Register;

/// <summary>Identifies a webhook: <c>wh_</c> and 16 hexadecimal digits.</summary>
/// <param name="Value">The id as text.</param>
internal readonly record struct WebhookId(string Value)
{
    private const string Prefix = "wh_";
    private const int Digits = 16;

    private static readonly SearchValues<char> s_digits = SearchValues.Create("0123456789abcdef");

    /// <summary>Creates a random id for a new webhook.</summary>
    public static WebhookId New() => new(Prefix + RandomNumberGenerator.GetHexString(Digits, lowercase: true));

    /// <summary>Parses the text of a webhook id.</summary>
    /// <exception cref="RefusalException">The text is not a webhook id.</exception>
    public static WebhookId Parse(string? text) =>
        text?.Length == Prefix.Length + Digits && text.StartsWith(Prefix, StringComparison.Ordinal)
            && !text.AsSpan(Prefix.Length).ContainsAnyExcept(s_digits)
            ? new WebhookId(text)
            : throw RefusalException.Invalid(
                "The webhook's id is not valid; use the id that begins with wh_ from the response of POST /webhooks.");

    /// <inheritdoc/>
    public override string ToString() => Value;
}
