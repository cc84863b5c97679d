using System.ComponentModel.DataAnnotations;

namespace Streaming.Server.Jobs.Handlers.Email;

/// <summary>The encryption of connections to the mail server.</summary>
public enum EmailTls
{
    /// <summary>STARTTLS. If the mail server does not offer it, no mail is sent.</summary>
    StartTls,

    /// <summary>TLS from the first byte, as on port 465.</summary>
    Implicit,

    /// <summary>No encryption. For a mail server on the same machine.</summary>
    None,
}
