using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Jobs.Handlers.Email;

/// <summary>Computes the delay after which a mail is sent again after a failure.</summary>
internal static class MailRetries
{
    private const int Factor = 4;

    private static readonly TimeSpan s_longest = TimeSpan.FromHours(6);

    public static TimeSpan? DelayAfter(Exception error, int attempt, EmailOptions options)
    {
        if (error is IPermanentFailure { IsPermanent: true })
            return null;
        var delay = options.RetryDelay * Math.Pow(Factor, Math.Min(attempt - 1, 10));
        // The delay is shortened at random by up to a half, so that mails that failed together are not sent again together.
        return (delay < s_longest ? delay : s_longest) * (0.5 + (Random.Shared.NextDouble() / 2));
    }
}
