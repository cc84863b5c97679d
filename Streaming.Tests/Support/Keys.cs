using Streaming.Server.Access.Authorization;
using Streaming.Server.Core.Idempotency;
using Streaming.Server.Core.Topics;
using Streaming.Server.Publishing;

namespace Streaming.Tests.Support;

/// <summary>Short helper methods for appends with idempotency keys.</summary>
internal static class Keys
{
    /// <summary>Returns the same append with a key of an anonymous caller.</summary>
    public static AppendRequest With(this AppendRequest append, string key) => append.With(key, Caller.Anonymous);

    public static AppendRequest With(this AppendRequest append, string key, Caller by) =>
        append with
        {
            Key = IdempotencyScope.OfCaller(
            by, IdempotencyScope.Publish, append.Topic.Value, key, PayloadHash.Of(append.Messages))
        };

    /// <summary>
    /// Creates a part of an upload: the messages from index <paramref name="preceding"/> up to index <paramref name="end"/>.
    /// </summary>
    public static AppendRequest Part(string topic, string key, int preceding, int end, params string[] wholeUpload)
    {
        using var hash = new UploadHash();
        var whole = Appends.Of(topic, wholeUpload);
        var hashes = hash.Next(whole.Messages)[(preceding * UploadHash.Size)..(end * UploadHash.Size)];
        return whole with
        {
            Messages = [.. whole.Messages.Take(preceding..end)],
            Key = IdempotencyScope.OfCaller(Caller.Anonymous, IdempotencyScope.Publish, topic, key, payload: null),
            Part = new UploadPart(preceding, hashes),
        };
    }

    /// <summary>Creates a caller with a token of this subject.</summary>
    public static Caller Subject(string subject, string? issuer = "streaming") =>
        new() { Subject = subject, Issuer = issuer, TokenKey = $"token of {subject}" };
}
