using System.ComponentModel.DataAnnotations;
using Streaming.Server.Core.Text;

namespace Streaming.Server.Jobs.Handlers.Invitation;

/// <summary>Holds the options of invitations to rooms by e-mail, which are bound to the configuration section <c>Invitations</c>.</summary>
public sealed class InvitationOptions
{
    /// <summary>
    /// The public URL of this server's web page, such as <c>https://live.example.com</c>, with which links in invitations begin. The host
    /// name of the request is not used, because any client can choose it. In the environment Development the option may be missing: links
    /// then lead to this machine.
    /// </summary>
    public string? PublicUrl { get; set; }

    /// <summary>The lifetime of the token in an invitation, from the time at which the mail is sent (default 7 days).</summary>
    [DurationRange("1m", "365d", "d")]
    public TimeSpan TokenLifetime { get; set; } = TimeSpan.FromDays(7);

    /// <summary>
    /// The maximum number of invitations that one caller (the subject of a token) may send in an hour (default 20). Callers without a
    /// subject are counted by their IP address.
    /// </summary>
    [Range(1, 100_000)]
    public int PerHour { get; set; } = 20;

    /// <summary>
    /// The maximum number of invitations that one e-mail address may receive in an hour, from all senders together (default 5).
    /// </summary>
    [Range(1, 100_000)]
    public int PerRecipientPerHour { get; set; } = 5;
}
