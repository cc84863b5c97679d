using System.ComponentModel.DataAnnotations;
using Streaming.Server.Core.Text;

namespace Streaming.Server.Jobs.Handlers.Email;

/// <summary>
/// Holds the options of outgoing mail, which are bound to the configuration section <c>Email</c>. The server sends mail to a mail server
/// (<see cref="Host"/>) or writes mail to a folder (<see cref="Pickup"/>). Without both options, it does not send mail.
/// </summary>
public sealed class EmailOptions
{
    /// <summary>The host name of the mail server; empty if mails are not sent to a mail server.</summary>
    public string? Host { get; set; }

    /// <summary>The port of the mail server (default 587).</summary>
    [Range(1, 65_535)]
    public int Port { get; set; } = 587;

    /// <summary>The encryption of the connection to the mail server: <c>StartTls</c> (default), <c>Implicit</c> or <c>None</c>.</summary>
    [EnumDataType(typeof(EmailTls))]
    public EmailTls Tls { get; set; } = EmailTls.StartTls;

    /// <summary>
    /// The path of a file with certificates (PEM) that the server trusts in addition to those of the system: the certificate of the mail
    /// server, or of one of its issuers.
    /// </summary>
    public string? CertificateFile { get; set; }

    /// <summary>The user name for the mail server; empty to send mail without signing in.</summary>
    public string? User { get; set; }

    /// <summary>The password of the user <see cref="User"/> for the mail server.</summary>
    public string? Password { get; set; }

    /// <summary>The sender of all mails: <c>streaming@example.com</c>, or <c>Streaming &lt;streaming@example.com&gt;</c>.</summary>
    public string? From { get; set; }

    /// <summary>The time limit for sending one mail to the mail server (default 30 s).</summary>
    [DurationRange("100ms", "10m", "s")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// The delay before a mail is sent again after its first failure (default 30 s). Each further failure multiplies the delay by four, up
    /// to 6 h.
    /// </summary>
    [DurationRange("1ms", "6h", "s")]
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// A folder to which mails are written as <c>.eml</c> files, instead of being sent to a mail server. A relative path starts at the
    /// folder of <c>Storage:Path</c>.
    /// </summary>
    public string? Pickup { get; set; }

    internal bool IsConfigured => !string.IsNullOrEmpty(Host) || !string.IsNullOrEmpty(Pickup);
}
