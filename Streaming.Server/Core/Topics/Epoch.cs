using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Core.Topics;

/// <summary>Creates epochs: six characters of a-z and 0-9 that identify one lifetime of a topic's log.</summary>
/// <remarks>
/// A topic's epoch is a hash of its store's seed and its name. A position that was given before the topic's first message is therefore
/// valid
/// afterwards, even after a restart. A newly created store has another seed.
/// </remarks>
internal static class Epoch
{
    private const int Length = 6;

    /// <summary>Creates the seed of a new store.</summary>
    public static string NewSeed() => Guid.NewGuid().ToString("N");

    /// <summary>The epoch of a topic in the store with this seed.</summary>
    public static string Of(string seed, TopicName topic)
    {
        var hash = BinaryPrimitives.ReadUInt64LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(seed + topic.Value)));
        return string.Create(Length, hash, static (span, value) =>
        {
            foreach (ref var c in span)
            {
                (value, var digit) = Math.DivRem(value, 36UL);
                c = "0123456789abcdefghijklmnopqrstuvwxyz"[(int)digit];
            }
        });
    }
}
