using System.Buffers;
using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Jobs.Queue;

/// <summary>
/// Identifies a job by a ULID: 26 characters in Crockford's base 32, made of 48 bits for the time of creation in milliseconds, and 80
/// random bits. The order of ids is the order of creation.
/// </summary>
/// <param name="Value">The id as text, 26 characters.</param>
public readonly record struct JobId(string Value)
{
    /// <summary>The number of characters in the text of a job id.</summary>
    internal const int Length = 26;

    private const string Alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    // The number of characters at the start of a job id that contain the time of the job's creation.
    private const int TimeLength = 10;

    private static readonly SearchValues<char> s_alphabet = SearchValues.Create(Alphabet);

    /// <summary>The topic with the events of the job: <c>job:{id}</c>.</summary>
    public TopicName Topic => new(TopicNamespaces.Job + Value);

    /// <summary>Creates an id for a job that is created at a time (UTC).</summary>
    public static JobId New(DateTime utc)
    {
        Span<byte> bytes = stackalloc byte[16];
        RandomNumberGenerator.Fill(bytes[6..]);
        var number = BinaryPrimitives.ReadUInt128BigEndian(
            bytes) | ((UInt128)(ulong)((utc.Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMillisecond) << 80);
        return new JobId(string.Create(Length, number, static (text, number) =>
        {
            for (var i = Length - 1; i >= 0; i--, number >>= 5)
                text[i] = Alphabet[(int)(uint)(number & 31)];
        }));
    }

    /// <summary>
    /// Creates the id of a child (a job that the handler of another job enqueues) from the id of its parent and the child's name. If a
    /// handler runs again and enqueues the same child again, the child has the same id. In the order of ids, a child is next to its parent.
    /// </summary>
    internal static JobId OfChild(JobId parent, string name)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{parent.Value} {name}"));
        return new JobId(string.Create(Length, (parent, hash), static (text, from) =>
        {
            from.parent.Value.AsSpan(0, TimeLength).CopyTo(text);
            // Each of the other 16 characters of the id stands for 5 bits.
            for (var i = TimeLength; i < Length; i++)
                text[i] = Alphabet[from.hash[i - TimeLength] & 31];
        }));
    }

    /// <summary>Parses the text of a job id.</summary>
    /// <exception cref="RefusalException">The text is not a job id.</exception>
    public static JobId Parse(string? text) =>
        TryParse(text, out var id) ? id
            : throw RefusalException.Invalid("The job id is not valid; use the 26 characters from the response of POST /jobs.");

    /// <summary>Parses the text of a job id; returns false if the text is not a job id.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out JobId id)
    {
        id = new JobId(text ?? string.Empty);
        return text is { Length: Length } && !text.AsSpan().ContainsAnyExcept(s_alphabet);
    }

    /// <inheritdoc/>
    public override string ToString() => Value;
}
