using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Core.Topics;

/// <summary>
/// Creates epochs. An epoch is a text of six characters (a-z and 0-9) that identifies one lifetime of a topic's log: a new store has other
/// epochs.
/// </summary>
/// <remarks>
/// The epoch of a topic is calculated from the store's seed (a random text) and the topic's name. So a topic has an epoch even before its
/// first message. A position that a client receives at that time stays valid, also after a restart. A new store has another seed.
/// </remarks>
internal static class Epoch
{
    private const int Length = 6;

    /// <summary>
    /// Creates the seed of a new store: a random text from which the epochs of all its topics are derived. (An epoch is the id of one
    /// lifetime of a topic's log.)
    /// </summary>
    public static string NewSeed() => Guid.NewGuid().ToString("N");

    /// <summary>
    /// Creates a random epoch (the id of one lifetime) for a topic that is created explicitly. So a topic that is deleted and created again
    /// under the same name gets another epoch.
    /// </summary>
    public static string NewRandom() => Of(RandomNumberGenerator.GetBytes(sizeof(ulong)));

    /// <summary>
    /// Returns the epoch (the id of one lifetime of the log) of a topic that has no random epoch. This epoch is calculated from the seed
    /// (random text) of the store and the name of the topic.
    /// </summary>
    public static string Of(string seed, TopicName topic) => Of(SHA256.HashData(Encoding.UTF8.GetBytes(seed + topic.Value)));

    private static string Of(ReadOnlySpan<byte> bytes)
    {
        var hash = BinaryPrimitives.ReadUInt64LittleEndian(bytes);
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
