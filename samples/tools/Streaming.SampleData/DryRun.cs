using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;

namespace Streaming.SampleData;

/// <summary>
/// Generates all messages without sending them, and prints a hash of each room's body. Equal hashes show that two runs would send the same
/// bytes.
/// </summary>
internal static class DryRun
{
    public static async Task RunAsync(SampleOptions options, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        long messages = 0;
        foreach (var plan in options.Plans)
        {
            using var hash = SHA256.Create();
            await using (var output = new CryptoStream(Stream.Null, hash, CryptoStreamMode.Write))
                await plan.WriteAsync(output, _ => { }, cancellationToken);
            messages += plan.Messages;
            Console.Out.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{Convert.ToHexStringLower(hash.Hash!)}  {plan.Topic}  {plan.Messages:N0} messages"));
        }

        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        Console.Out.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{messages:N0} messages made in {seconds:N1} s, {messages / seconds:N0} messages/s; nothing was sent."));
    }
}
