using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Streaming.Server.Core.Nodes;
using Streaming.Server.DurableSubscriptions.Register;

namespace Streaming.Server.DurableSubscriptions.Signing;

/// <summary>
/// Issues and checks the tokens that workers receive with a wake (a notice of new messages). A token belongs to one wake of one
/// subscription. With the token, a worker can acknowledge messages, extend the lease (its right to process them alone) and end the wake.
/// The other endpoints of this server do not accept the token.
/// </summary>
internal sealed class WakeTokens(SubscriptionKeyStore keys, IOptions<DurableSubscriptionOptions> options, StoreClock time)
{
    private const int MaxLength = 1_024;

    /// <summary>Returns the token of a subscription's current wake (the notice of new messages).</summary>
    public async ValueTask<string> IssueAsync(DurableSubscription subscription, CancellationToken cancellationToken)
    {
        var content = new WakeTokenContent(
            subscription.Id, subscription.Generation, (time.GetUtcNow() + options.Value.TokenLifetime).ToUnixTimeSeconds(),
            subscription.WakeId!);
        var text = Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(content, JsonSerializerOptions.Web));
        return $"{text}.{Base64Url.EncodeToString((await keys.GetAsync(cancellationToken)).Authenticate(text))}";
    }

    /// <summary>
    /// Checks the signature, the subscription and the expiry time of a token. Does not check the generation (number) of the wake (the
    /// notice of new messages): the caller of this method must do so.
    /// </summary>
    /// <exception cref="Streaming.Server.Core.Messages.RefusalException">The token is not valid, or has expired.</exception>
    public async ValueTask<WakeTokenContent> CheckAsync(string id, string? token, CancellationToken cancellationToken)
    {
        if (token is null)
            throw SubscriptionRefusal.TokenInvalid("The token of the wake is missing; send 'Authorization: Bearer …' with it.");
        var content = Read(token, await keys.GetAsync(cancellationToken));
        if (content is null || content.Sub != id)
            throw SubscriptionRefusal.TokenInvalid(
                "The token is not one of a wake of this subscription; send the token that came with the wake or with the claim.");
        return content.Exp > time.GetUtcNow().ToUnixTimeSeconds() ? content
            : throw SubscriptionRefusal.TokenExpired("The token of the wake has expired; wait for the next wake.");
    }

    private static WakeTokenContent? Read(string token, SubscriptionKeys keys)
    {
        var dot = token.IndexOf('.', StringComparison.Ordinal);
        if (dot < 0 || token.Length > MaxLength)
            return null;
        var (text, code) = (token[..dot], Encoding.UTF8.GetBytes(token[(dot + 1)..]));
        // The authentication codes are compared as text and not as bytes, because several texts may decode to the same bytes.
        var expected = Encoding.UTF8.GetBytes(Base64Url.EncodeToString(keys.Authenticate(text)));
        return CryptographicOperations.FixedTimeEquals(code, expected)
            ? JsonSerializer.Deserialize<WakeTokenContent>(Base64Url.DecodeFromChars(text), JsonSerializerOptions.Web) : null;
    }
}
