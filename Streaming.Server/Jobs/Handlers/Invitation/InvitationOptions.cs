using System.ComponentModel.DataAnnotations;
using Streaming.Server.Core.Text;

namespace Streaming.Server.Jobs.Handlers.Invitation;

/// <summary>Section <c>Invitations</c>.</summary>
public sealed class InvitationOptions
{
    /// <summary>
    /// Where this server's page is for those who are invited, such as <c>https://live.example.com</c>. Links begin with it, and never with
    /// what a request
    /// calls the server, which anybody can choose. In Development it need not be given: links then lead to this machine.
    /// </summary>
    public string? PublicUrl { get; set; }

    /// <summary>How long the token of an invitation is valid, from the sending of the mail (default 7 days).</summary>
    [DurationRange("1m", "365d", "d")]
    public TimeSpan TokenLifetime { get; set; } = TimeSpan.FromDays(7);

    /// <summary>How many invitations a subject, or an address without one, may send in an hour (default 20).</summary>
    [Range(1, 100_000)]
    public int PerHour { get; set; } = 20;

    /// <summary>How many invitations one e-mail address gets in an hour, whoever sends them (default 5).</summary>
    [Range(1, 100_000)]
    public int PerRecipientPerHour { get; set; } = 5;
}
