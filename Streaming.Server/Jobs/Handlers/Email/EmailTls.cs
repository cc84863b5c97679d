using System.ComponentModel.DataAnnotations;

namespace Streaming.Server.Jobs.Handlers.Email;

/// <summary>States how connections to the mail server are encrypted.</summary>
public enum EmailTls
{
    /// <summary>
    /// The connection starts unencrypted and switches to TLS by STARTTLS. If the mail server does not offer STARTTLS, no mail is sent.
    /// </summary>
    StartTls,

    /// <summary>The connection uses TLS from the first byte, as on port 465.</summary>
    Implicit,

    /// <summary>The connection is not encrypted. Use this only for a mail server on the same machine.</summary>
    None,
}
