using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace Streaming.Server.Core.Messages;

/// <summary>
/// The name of a topic: 1 to 200 of the characters <c>A-Z a-z 0-9 _ - . :</c>. A colon ends a namespace, as in <c>room:lobby</c>.
/// </summary>
/// <param name="Value">The name of the topic as text.</param>
public readonly record struct TopicName(string Value)
{
    /// <summary>The maximum length of a topic name, in characters.</summary>
    public const int MaxLength = 200;

    /// <summary>The configuration key of the limit for the length of a topic name. The configuration can only lower this limit.</summary>
    internal const string LengthLimitKey = "Access:Limits:TopicNameLength";

    private static readonly SearchValues<char> s_allowed =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-.:");

    /// <summary>
    /// Returns whether <paramref name="text"/> contains only characters that are allowed in topic names. The length of the text is not
    /// checked.
    /// </summary>
    public static bool HasOnlyAllowedCharacters(ReadOnlySpan<char> text) => !text.ContainsAnyExcept(s_allowed);

    /// <summary>Returns whether the topic's name begins with the given namespace, such as <c>room:</c>.</summary>
    internal bool IsIn(string topicNamespace) => Value.StartsWith(topicNamespace, StringComparison.Ordinal);

    /// <summary>Checks that a text is a valid topic name, and returns the topic name.</summary>
    /// <exception cref="RefusalException">The text is not a valid topic name.</exception>
    public static TopicName Parse(string? text) =>
        TryParse(text, out var name, out var error) ? name
        : text is { Length: > MaxLength } ? throw RefusalException.TooLarge(LengthLimitKey, error, RefusalReason.Invalid)
        : throw RefusalException.Invalid(error);

    /// <summary>
    /// Checks that a text is a valid topic name. If it is not, returns false, and <paramref name="error"/> is a sentence for the client
    /// that states the reason.
    /// </summary>
    public static bool TryParse(string? text, out TopicName name, [NotNullWhen(false)] out string? error)
    {
        name = default;
        error = text switch
        {
            null or "" => "The topic name is empty; give it 1 to 200 characters.",
            { Length: > MaxLength } => $"The topic name has {text.Length} characters; at most {MaxLength} are allowed.",
            // Clients and proxies remove "." and ".." from a URL path, so a request could never reach a topic with such a name.
            "." or ".." => "A topic cannot be named '.' or '..', which mean other places in a path; choose another name.",
            _ when !HasOnlyAllowedCharacters(text) =>
                $"The topic name has a character that is not allowed at place {text.AsSpan().IndexOfAnyExcept(s_allowed) + 1}; use " +
                    "letters A-Z, digits and _ - . : only.",
            _ => null,
        };
        if (error is not null)
            return false;
        name = new TopicName(text!);
        return true;
    }

    /// <inheritdoc/>
    public override string ToString() => Value;
}
