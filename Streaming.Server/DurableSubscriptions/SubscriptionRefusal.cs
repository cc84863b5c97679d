using Streaming.Server.Core.Messages;
using Streaming.Server.DurableSubscriptions.Register;

namespace Streaming.Server.DurableSubscriptions;

/// <summary>
/// Creates the exceptions for refused requests of the Durable Streams protocol. The property <c>error</c> of the response (problem details)
/// has the error code of the protocol.
/// </summary>
internal static class SubscriptionRefusal
{
    /// <summary>The name of the property of an error response that contains the error code of the Durable Streams protocol.</summary>
    public const string Property = "error";

    public static RefusalException Invalid(string sentence) => Of(RefusalReason.Invalid, "INVALID_REQUEST", sentence);

    public static RefusalException WakesItself() => Invalid(
        "The wake_stream is one of the streams of the subscription, so each wake would cause the next one; choose another one.");

    public static RefusalException NotFound(string id) => Of(
        RefusalReason.NotFound, "SUBSCRIPTION_NOT_FOUND", $"There is no subscription '{id}' (any more); create it with PUT.");

    public static RefusalException Exists(string id) => Of(
        RefusalReason.Conflict, "SUBSCRIPTION_ALREADY_EXISTS",
        $"There is a subscription '{id}' with another configuration; delete it first, or choose another id.");

    public static RefusalException UrlRejected(string sentence) => Of(RefusalReason.Invalid, "WEBHOOK_URL_REJECTED", sentence);

    public static RefusalException TokenInvalid(string sentence) => Of(RefusalReason.InvalidToken, "TOKEN_INVALID", sentence);

    public static RefusalException TokenExpired(string sentence) => Of(RefusalReason.InvalidToken, "TOKEN_EXPIRED", sentence);

    public static RefusalException Fenced() => Of(
        RefusalReason.Conflict, "FENCED", "The wake has ended or its lease has expired; wait for the next wake.");

    public static RefusalException Claimed(DurableSubscription subscription) => new(
        RefusalReason.Conflict, $"Worker '{subscription.Holder}' has claimed the wake; wait for the next wake.",
        extensions: Extensions(new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["code"] = "ALREADY_CLAIMED",
            ["current_holder"] = subscription.Holder,
            ["generation"] = subscription.Generation,
        }));

    public static RefusalException NoPendingWork() => Of(
        RefusalReason.Conflict, "NO_PENDING_WORK", "All messages of the streams are acknowledged; wait for the next wake.");

    public static RefusalException InvalidOffset(string sentence) => Of(RefusalReason.Conflict, "INVALID_OFFSET", sentence);

    /// <summary>
    /// Returns the refusal with the error code of the protocol. If the refusal already has a code, or if no code exists for its reason,
    /// returns it unchanged.
    /// </summary>
    public static RefusalException WithCode(RefusalException refusal) =>
        refusal.Extensions?.ContainsKey(Property) == true || refusal.Reason is not (RefusalReason.Invalid or RefusalReason.TooLarge)
            ? refusal
            : new RefusalException(
                refusal.Reason, refusal.Message, refusal, Extensions("INVALID_REQUEST", refusal.Message))
            { Limit = refusal.Limit };

    private static RefusalException Of(RefusalReason reason, string code, string sentence) =>
        new(reason, sentence, extensions: Extensions(code, sentence));

    private static Dictionary<string, object?> Extensions(string code, string sentence) =>
        Extensions(new Dictionary<string, object?>(StringComparer.Ordinal) { ["code"] = code, ["message"] = sentence });

    private static Dictionary<string, object?> Extensions(Dictionary<string, object?> error) =>
        new(StringComparer.Ordinal) { [Property] = error };
}
