using System.Buffers;
using System.Globalization;
using System.Text;
using System.Xml.Linq;
using Bidline.Campaigns;
using Bidline.Primitives;

namespace Bidline.Billing.Payouts;

/// <summary>
/// A batch as a bank takes it: ISO 20022 pain.001.001.09, customer credit transfer initiation. The same batch and payer give
/// the same bytes. Element order is the schema's.
/// </summary>
public static class PainFile
{
    public const string Namespace = "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09";

    private const int NameMax = 70;

    // The program runs without a table of Unicode's decompositions, so the letters of European names stand here.
    private const string Accented =
        "ÀÁÂÃÄÅÇÈÉÊËÌÍÎÏÑÒÓÔÕÖØÙÚÛÜÝàáâãäåçèéêëìíîïñòóôõöøùúûüýÿąĄ"
        + "ćĆčČďĎęĘěĚğĞıİłŁńŃňŇőŐřŘśŚšŠşŞťŤůŮűŰźŹżŻžŽ";

    private const string Bare =
        "AAAAAACEEEEIIIINOOOOOOUUUUYaaaaaaceeeeiiiinoooooouuuuyyaA"
        + "cCcCdDeEeEgGiIlLnNnNoOrRsSsSsStTuUuUzZzZzZ";

    private static readonly SearchValues<char> Taken = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 /-?:().,'+");

    private static readonly XNamespace Ns = Namespace;

    /// <param name="payer">Whose account the money leaves.</param>
    public static string Write(PayoutBatch batch, BankAccount payer)
    {
        var document = new XDocument(
            new XDeclaration("1.0", "UTF-8", null),
            new XElement(Ns + "Document", new XElement(
                Ns + "CstmrCdtTrfInitn",
                new XElement(
                    Ns + "GrpHdr",
                    new XElement(Ns + "MsgId", Short(batch.Id)),
                    new XElement(Ns + "CreDtTm", Instant(batch.CreatedAt)),
                    Count(batch),
                    Sum(batch),
                    new XElement(Ns + "InitgPty", Name(payer.Holder))),
                Payment(batch, payer))));
        return $"{document.Declaration}\n{document}\n";
    }

    private static XElement Payment(PayoutBatch batch, BankAccount payer) => new(
        Ns + "PmtInf",
        new XElement(Ns + "PmtInfId", Short(batch.Id)),
        new XElement(Ns + "PmtMtd", "TRF"),
        Count(batch),
        Sum(batch),
        IsSepa(batch, payer) ? new XElement(Ns + "PmtTpInf", new XElement(Ns + "SvcLvl", new XElement(Ns + "Cd", "SEPA"))) : null,
        new XElement(
            Ns + "ReqdExctnDt",
            new XElement(Ns + "Dt", batch.PayOn.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture))),
        new XElement(Ns + "Dbtr", Name(payer.Holder)),
        Account("DbtrAcct", payer),
        Agent("DbtrAgt", payer),
        new XElement(Ns + "ChrgBr", IsSepa(batch, payer) ? "SLEV" : "SHAR"),
        batch.Wanted.Select(Transfer));

    private static XElement Transfer(Payout payout) => new(
        Ns + "CdtTrfTxInf",
        new XElement(Ns + "PmtId", new XElement(Ns + "EndToEndId", Short(payout.Id))),
        new XElement(Ns + "Amt", new XElement(
            Ns + "InstdAmt", new XAttribute("Ccy", payout.Amount.Currency.Code), Amount(payout.Amount))),
        Agent("CdtrAgt", payout.Account),
        new XElement(Ns + "Cdtr", Name(payout.Account.Holder)),
        Account("CdtrAcct", payout.Account),
        new XElement(Ns + "RmtInf", new XElement(Ns + "Ustrd", $"Payout {payout.Publisher} {Short(payout.Id)}")));

    private static bool IsSepa(PayoutBatch batch, BankAccount payer) =>
        batch.Currency.Code == "EUR" && payer.Iban is not null && batch.Wanted.All(payout => payout.Account.Iban is not null);

    private static XElement Account(string element, BankAccount account) => new(
        Ns + element,
        new XElement(Ns + "Id", account.Iban is { } iban
            ? new XElement(Ns + "IBAN", iban)
            : new XElement(Ns + "Othr", new XElement(Ns + "Id", account.Number))));

    private static XElement Agent(string element, BankAccount account) => new(
        Ns + element,
        new XElement(Ns + "FinInstnId", account.Bic is { } bic
            ? new XElement(Ns + "BICFI", bic)
            : new XElement(Ns + "Othr", new XElement(Ns + "Id", "NOTPROVIDED"))));

    private static XElement Name(string name) => new(Ns + "Nm", Plain(name));

    private static XElement Count(PayoutBatch batch) =>
        new(Ns + "NbOfTxs", batch.Wanted.Count.ToString(CultureInfo.InvariantCulture));

    private static XElement Sum(PayoutBatch batch) => new(Ns + "CtrlSum", Amount(batch.Total));

    private static string Amount(Money amount) =>
        amount.Units.ToString("F" + amount.Currency.MinorDecimals, CultureInfo.InvariantCulture);

    private static string Instant(DateTimeOffset at) =>
        at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>The id without its prefix: a bank takes 35 characters.</summary>
    private static string Short(string id) => id[(id.IndexOf('_', StringComparison.Ordinal) + 1)..];

    /// <summary>Banks take the letters of SEPA's character set: accents are taken off, what is left becomes a dot.</summary>
    private static string Plain(string name)
    {
        var plain = new StringBuilder(name.Length);
        foreach (var letter in name)
        {
            var place = Accented.IndexOf(letter, StringComparison.Ordinal);
            if (place >= 0) plain.Append(Bare[place]);
            else plain.Append(Taken.Contains(letter) ? letter : '.');
        }

        return plain.Length > NameMax ? plain.ToString(0, NameMax) : plain.ToString();
    }
}
