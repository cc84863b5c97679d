using System.ComponentModel.DataAnnotations;
using Streaming.Server.Core.Text;

namespace Streaming.Server.Jobs.Handlers.Email;

/// <summary>Section <c>Email</c>: where mail goes. Neither <see cref="Host"/> nor <see cref="Pickup"/>: this server sends none.</summary>
public sealed class EmailOptions
{
    /// <summary>The mail server.</summary>
    public string? Host { get; set; }

    /// <summary>Its port (default 587).</summary>
    [Range(1, 65_535)]
    public int Port { get; set; } = 587;

    /// <summary><c>StartTls</c> (default), <c>Implicit</c> or <c>None</c>.</summary>
    [EnumDataType(typeof(EmailTls))]
    public EmailTls Tls { get; set; } = EmailTls.StartTls;

    /// <summary>A file with certificates (PEM) that are trusted beside the system's: a mail server's own, or of who signed it.</summary>
    public string? CertificateFile { get; set; }

    /// <summary>Who signs in; empty for nobody.</summary>
    public string? User { get; set; }

    /// <summary>Their password.</summary>
    public string? Password { get; set; }

    /// <summary>The sender: <c>streaming@example.com</c>, or <c>Streaming &lt;streaming@example.com&gt;</c>.</summary>
    public string? From { get; set; }

    /// <summary>How long handing a mail over may take (default 30 s).</summary>
    [DurationRange("100ms", "10m", "s")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How long after a first failure a mail is tried again (default 30 s); four times as long after each further one, at most 6 h.
    /// </summary>
    [DurationRange("1ms", "6h", "s")]
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// A folder that gets mails as <c>.eml</c> files instead of a mail server; a relative path starts at the folder of <c>Storage:Path</c>.
    /// </summary>
    public string? Pickup { get; set; }

    internal bool IsSet => !string.IsNullOrEmpty(Host) || !string.IsNullOrEmpty(Pickup);
}
