import { hex } from "../../support/wire.js";
import { type PresetVectors, whole, within } from "./vector.js";

export const industry: PresetVectors = {
  modbus: whole(
    "Modbus: Read Holding Registers of unit 17, and its response",
    hex("0001 0000 0006 11 03 006b 0003"),
    hex("0001 0000 0009 11 03 06 ae41 5652 4340"),
  ),
  iec104: whole(
    "IEC 60870-5-104: STARTDT act, STARTDT con, TESTFR act",
    hex("68 04 07000000"),
    hex("68 04 0b000000"),
    hex("68 04 43000000"),
  ),
  opcua: whole(
    "OPC 10000-6, 7.1.2.3 and 7.1.2.4: Hello, Acknowledge",
    [
      hex("48454c 46 38000000 00000000 00000100 00000100 00000000 00000000 18000000"),
      "opc.tcp://localhost:4840",
    ],
    hex("41434b 46 1c000000 00000000 00000100 00000100 00000000 00000000"),
  ),
  ethernetIp: whole(
    "EtherNet/IP: RegisterSession, and NOP without data",
    hex("6500 0400 00000000 00000000 0000000000000000 00000000 0100 0000"),
    hex("0000 0000 00000000 00000000 0000000000000000 00000000"),
  ),
  doip: whole(
    "ISO 13400-2: routing activation request, alive check request",
    hex("02 fd 0005 00000007 0e00 00 00000000"),
    hex("02 fd 0007 00000000"),
  ),
  hsms: within(
    4,
    0,
    "SEMI E37: Select.req, Linktest.req",
    hex("0000000a ffff 00 00 00 01 00000001"),
    hex("0000000a ffff 00 00 00 05 00000002"),
  ),
  dicom: whole(
    "DICOM PS3.8, 9.3.6 and 9.3.7: A-RELEASE-RQ, A-RELEASE-RP",
    hex("05 00 00000004 00000000"),
    hex("06 00 00000004 00000000"),
  ),
  soupBinTcp: within(
    2,
    0,
    "SoupBinTCP: the heartbeats of server and client, a debug packet",
    hex("0001 48"),
    hex("0001 52"),
    [hex("0003 2b"), "hi"],
  ),
  zabbix: whole(
    "Zabbix: the header of its documentation, agent.ping and its answer",
    ["ZBXD", hex("01 0a000000 00000000"), "agent.ping"],
    ["ZBXD", hex("01 01000000 00000000"), "1"],
  ),
};
