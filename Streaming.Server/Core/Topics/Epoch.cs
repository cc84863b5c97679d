using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Core.Topics;

/// <summary>Epochs: six characters of a-z and 0-9.</summary>
/// <remarks>
/// A topic's epoch follows from the seed of its store and its name, so that a reader of a topic that nobody has written to yet gets a position that
/// still holds when the first message comes, even over a restart; a store that is made anew has another seed.
/// </remarks>
public static class Epoch
{
    private const int Length = 6;

    /// <summary>A new seed for a store.</summary>
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
